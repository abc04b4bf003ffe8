const goods = require('./goods')

const KEY = 'cart'
const CART_TAB = 1

// 购物车：{ 商品 id: 数量 }，存在本机，重启小程序后还在。
function read() {
  return wx.getStorageSync(KEY) || {}
}

function write(cart) {
  wx.setStorageSync(KEY, cart)
  showBadge()
}

function count() {
  return Object.values(read()).reduce((sum, quantity) => sum + quantity, 0)
}

function showBadge() {
  const total = count()
  if (total > 0) wx.setTabBarBadge({ index: CART_TAB, text: total > 99 ? '99+' : String(total) })
  else wx.removeTabBarBadge({ index: CART_TAB })
}

// 把数量改为 quantity；超过库存时返回 false，数量不变。
function set(id, quantity) {
  const item = goods.find((one) => one.id === id)
  if (!item || quantity > item.stock) return false
  const cart = read()
  if (quantity > 0) cart[id] = quantity
  else delete cart[id]
  write(cart)
  return true
}

function add(id) {
  return set(id, (read()[id] || 0) + 1)
}

function lines() {
  const cart = read()
  return goods.filter(({ id }) => cart[id]).map((item) => ({ ...item, quantity: cart[item.id] }))
}

function clear() {
  write({})
}

module.exports = { add, set, lines, count, clear, showBadge }

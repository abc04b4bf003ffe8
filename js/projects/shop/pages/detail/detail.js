const goods = require('../../utils/goods')
const cart = require('../../utils/cart')

Page({
  data: { item: null },

  onLoad({ id }) {
    const item = goods.find((one) => one.id === id)
    wx.setNavigationBarTitle({ title: item ? item.title : '商品不存在' })
    this.setData({ item })
  },

  onBuy() {
    cart.add(this.data.item.id)
    wx.switchTab({ url: '/pages/cart/cart' })
  },
})

// 小店的 automator 测试，按选择器操作界面：先 wxhost setup view，再 node --test js/projects/shop
const assert = require('node:assert')
const { after, before, test } = require('node:test')
const { start, until } = require('../../harness')

let app
let miniProgram

before(async () => {
  app = await start({ project: __dirname })
  miniProgram = await app.connect()
})

after(() => app.stop())

test('点两次，购物车里就是两件', async () => {
  const page = await miniProgram.currentPage()
  const buttons = await page.$$('.goods .add')
  assert.deepEqual(await Promise.all(buttons.map((button) => button.text().then((text) => text.trim()))), ['加入购物车', '加入购物车', '已售罄'])
  await buttons[0].tap()
  await buttons[0].tap()
  await buttons[2].tap()
  assert.deepEqual(await miniProgram.callWxMethod('getStorageSync', 'cart'), { orange: 2 })
  assert.equal((await miniProgram.currentPage()).path, 'pages/goods/goods')
})

test('购物车里可以增减，减到零要确认', async () => {
  await miniProgram.callWxMethod('switchTab', { url: '/pages/cart/cart' })
  const page = await miniProgram.currentPage()
  assert.equal(await (await page.$('.total')).text(), '合计 ¥59.80')
  const minus = await page.$('.minus')
  await minus.tap()
  await until(async () => (await (await page.$('.quantity')).text()) === '1')
  await (await page.$('.minus')).tap()
  await miniProgram.native().confirmModal()
  await until(() => page.$('.empty'))
  assert.equal(await page.$('.line'), null)
})

test('下单成功后清空购物车', async () => {
  await miniProgram.callWxMethod('setStorageSync', 'cart', { tea: 1 })
  const page = await miniProgram.currentPage()
  await page.callMethod('refresh')
  await (await page.$('#pay')).tap()
  await until(() => page.$('.empty'))
  assert.deepEqual(await miniProgram.callWxMethod('getStorageSync', 'cart'), {})
})

// 登录项目的 automator 测试：node --test js/projects/login
const assert = require('node:assert')
const { after, before, test } = require('node:test')
const { start, until } = require('../../harness')

let app
let miniProgram
const exceptions = []

before(async () => {
  app = await start({ project: __dirname })
  miniProgram = await app.connect()
  miniProgram.on('exception', (exception) => exceptions.push(exception.message))
})

after(() => app.stop())

test('静默登录后两个请求都成功', async () => {
  const page = await miniProgram.currentPage()
  assert.equal(page.path, 'pages/index/index')
  await until(async () => (await page.data('state')) === 'ready')
  assert.equal(await page.data('user.name'), '小明')
  assert.deepEqual((await page.data('orders')).map((order) => order.id), [7, 8])
  assert.equal(await miniProgram.callWxMethod('getStorageSync', 'token'), 'token-1')
})

test('登录被拒绝时显示原因', async () => {
  await miniProgram.callWxMethod('removeStorageSync', 'token')
  await miniProgram.mockWxMethod('request', (options) => ({ statusCode: 403, data: {}, url: options.url }))
  const page = await miniProgram.currentPage()
  await page.callMethod('onRetry')
  await until(async () => (await page.data('state')) === 'failed')
  assert.equal(await page.data('message'), '登录被拒绝（403）')
  await miniProgram.restoreWxMethod('request')
})

test('取消订单要先确认', async () => {
  await miniProgram.callWxMethod('navigateTo', { url: '/pages/order/order?id=7' })
  const page = await miniProgram.currentPage()
  await until(() => page.data('order'))
  await miniProgram.mockWxMethod('request', () => ({ statusCode: 200, data: { id: 7, title: '一箱橙子', status: '已取消' } }))
  await page.callMethod('onCancel')
  await miniProgram.native().cancelModal()
  assert.equal(await page.data('order.status'), '待付款')
  await page.callMethod('onCancel')
  await miniProgram.native().confirmModal()
  await until(async () => (await page.data('order.status')) === '已取消')
  assert.deepEqual(exceptions, [])
})

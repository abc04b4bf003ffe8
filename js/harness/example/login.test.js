// A Jest (or Vitest) suite: one app for the file, a fresh client for each test would do as well.
const path = require('node:path')
const { start, until } = require('..')

let app
let miniProgram

beforeAll(async () => {
  app = await start({ project: path.join(__dirname, '../../projects/login') })
  miniProgram = await app.connect()
}, 60000)

afterAll(() => app && app.stop())

test('the orders are there after a silent login', async () => {
  const page = await miniProgram.currentPage()
  await until(async () => (await page.data('state')) === 'ready')
  expect(await page.data('orders.length')).toBe(2)
  expect(await miniProgram.evaluate(() => getApp().globalData.user.name)).toBe('小明')
})

test('a mocked answer is shown', async () => {
  await miniProgram.mockWxMethod('request', () => ({ statusCode: 500, data: { message: '维护中' } }))
  const page = await miniProgram.currentPage()
  await page.callMethod('onRetry')
  await until(async () => (await page.data('state')) === 'failed')
  expect(await page.data('message')).toBe('维护中')
  await miniProgram.restoreWxMethod('request')
})

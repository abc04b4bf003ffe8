// The stock client, unmodified, against `wxhost auto`: what each of its calls gives, as one JSON object.
const automator = require('miniprogram-automator')

const said = {}
const failed = (promise) => promise.then(() => 'no error', (error) => error.message)
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

async function main(wsEndpoint) {
  const app = await automator.connect({ wsEndpoint })
  const events = []
  app.on('console', ({ type, args }) => events.push([type, ...args]))
  app.on('exception', ({ message, stack }) => events.push(['exception', message, stack.split('\n')[1].trim()]))

  said.evaluate = [
    await app.evaluate((a, b) => a + b, 1, 2),
    await app.evaluate('function (name) { return getApp().globalData[name] }', 'n'),
    await app.evaluate(async () => { await null; return [wx.getStorageSync('none'), undefined, NaN] }),
    await app.evaluate(() => new Promise((resolve) => setTimeout(() => resolve('later'), 5))),
    typeof (await app.evaluate(() => {})),
    await app.evaluate({ method(a) { return [a, global === globalThis, __wxConfig.pages.length] } }.method, 'short'),
  ]
  said.errors = [
    await failed(app.evaluate(() => { throw new TypeError('thrown') })),
    await failed(app.evaluate(() => Promise.reject(new Error('rejected')))),
    await failed(app.evaluate(() => _asyncToGenerator)),
    await failed(app.evaluate('function (')),
  ]

  const page = await app.currentPage()
  said.page = [page.path, page.query, (await app.pageStack()).map((one) => one.path)]
  said.data = [await page.data(), await page.data('list[0].name'), await page.data('list.length'), typeof (await page.data('a.b'))]
  await page.setData({ 'list[0].name': 'y' })
  said.call = [await page.data('list'), await page.callMethod('add', 5), await page.callMethod('later'), await failed(page.callMethod('none'))]

  said.wx = [
    (await app.systemInfo()).platform,
    Object.keys(await app.callWxMethod('login')),
    await failed(app.callWxMethod('nope')),
    await failed(app.callWxMethod('showToast', { title: 1 })),
    await app.callWxMethod('setStorageSync', 'k', 'v'),
    await app.callWxMethod('getStorageSync', 'k'),
  ]

  await app.mockWxMethod('getLocation', { latitude: 1 })
  said.mocks = [await app.callWxMethod('getLocation'), await page.callMethod('locate')]
  await app.mockWxMethod('getLocation', () => ({ errMsg: 'getLocation:fail auth deny' }))
  said.mocks.push(await failed(app.callWxMethod('getLocation')), await page.callMethod('locate'))
  await app.mockWxMethod('showModal', (options, extra) => ({ confirm: true, text: options.title + extra }), '!')
  said.mocks.push(await app.evaluate(() => wx.showModal({ title: 'a' })))
  await app.mockWxMethod('getStorageSync', function (key) { return `${key} was ${this.origin(key)}` })
  said.mocks.push(await app.callWxMethod('getStorageSync', 'k'))
  await app.mockWxMethod('request', (options) => { options.fail({ errMsg: 'request:fail by hand' }) })
  said.mocks.push(await failed(app.callWxMethod('request', { url: 'https://example.com' })))
  for (const name of ['getLocation', 'showModal', 'getStorageSync', 'request', 'neverMocked']) await app.restoreWxMethod(name)
  said.mocks.push(await app.callWxMethod('getStorageSync', 'k'))

  const told = new Promise((resolve) => app.exposeFunction('told', (...args) => resolve(args)))
  await app.evaluate(() => told(1, { a: [2] }))
  said.binding = await told

  await page.callMethod('ask')
  await app.native().confirmModal()
  said.native = [await page.data('answer'), await failed(app.native().cancelModal()), await failed(app.native().shareConfirm())]

  await page.callMethod('talk')
  await page.callMethod('boom')
  await wait(100)
  said.events = events

  // The client's own navigateTo waits three seconds.
  await app.callWxMethod('navigateTo', { url: '/pages/b/b?x=1' })
  const next = await app.currentPage()
  said.route = [next.path, next.query, await next.data('x'), await failed(app.callWxMethod('navigateTo', { url: '/pages/none' }))]
  await app.callWxMethod('navigateBack', { url: undefined })
  said.route.push((await app.currentPage()).path, await failed(next.data()))

  said.rest = [await page.size(), await page.scrollTop(), await failed(app.testAccounts())]
  await app.close()
}

main(process.argv[2]).then(
  () => console.log(JSON.stringify(said)),
  (error) => {
    console.error(error, JSON.stringify(said))
    process.exitCode = 1
  },
)

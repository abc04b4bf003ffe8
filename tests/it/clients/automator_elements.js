// The stock client's elements: selectors, text, tap, input, events, components, a screenshot.
const automator = require('miniprogram-automator')
const fs = require('node:fs')

const said = {}
const failed = (promise) => promise.then(() => 'no error', (error) => error.message)

async function main(wsEndpoint, picture) {
  const app = await automator.connect({ wsEndpoint })
  const page = await app.currentPage()
  const button = await page.$('.add')
  said.button = [button.tagName, await button.text(), await button.attribute('data-by'), await button.style('color')]
  await button.tap()
  said.tapped = [await page.data('n'), await (await page.$('#n')).text(), (await page.$$('.item')).length]
  const input = await page.$('input')
  await input.input('欧阳')
  said.input = [await page.data('name'), await input.value(), await input.property('type'), await failed(input.property('nope'))]
  const check = await page.$('switch')
  await check.tap()
  await (await page.$('#hold')).longpress()
  said.more = [await page.data('on'), await page.data('held')]
  await input.trigger('input', { value: 'by hand' })
  said.trigger = await page.data('name')
  const card = await page.$('card')
  await (await card.$('.inside')).tap()
  said.card = [card.constructor.name, await card.data('n'), await card.callMethod('twice', 4), await page.data('told'), await card.wxml()]
  said.none = [await page.$('.none'), await page.$$('.none')]
  await page.waitFor('.item')
  said.size = [await card.size(), await card.offset()]
  said.picture = 'taken'
  try {
    await app.screenshot({ path: picture })
    said.signature = fs.readFileSync(picture).subarray(1, 4).toString()
  } catch (error) {
    said.picture = error.message
  }
  await app.close()
}

main(process.argv[2], process.argv[3]).then(
  () => console.log(JSON.stringify(said)),
  (error) => {
    console.error(error, JSON.stringify(said))
    process.exitCode = 1
  },
)

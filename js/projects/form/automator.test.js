// 报名表的 automator 测试，按选择器操作组件：先 wxhost setup view，再 node --test js/projects/form
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

test('没填好就提交，两处都提示', async () => {
  const page = await miniProgram.currentPage()
  await (await page.$('#phone >>> .input')).input('12345')
  await (await page.$('#agree >>> .agree')).tap()
  await (await page.$('#submit')).tap()
  await until(() => page.$('#name >>> .error'))
  assert.equal(await (await page.$('#name >>> .error')).text(), '请填写姓名')
  assert.equal(await (await page.$('#phone >>> .error')).text(), '请填写 11 位手机号')
})

test('组件有自己的数据和方法', async () => {
  const page = await miniProgram.currentPage()
  const phone = await page.$('#phone')
  assert.equal(phone.tagName, 'field')
  assert.equal(await phone.data('error'), '请填写 11 位手机号')
  await (await page.$('#phone >>> .input')).input('13800138000')
  assert.equal(await phone.callMethod('validate'), true)
  assert.equal(await page.data('phone'), '13800138000')
})

test('填好后提交，看到报名号', async () => {
  const page = await miniProgram.currentPage()
  await (await page.$('#name >>> .input')).input('欧阳小明')
  await (await page.$('#people >>> .plus')).tap()
  await until(async () => (await page.data('people')) === 2)
  await (await page.$('#submit')).tap()
  const result = await until(async () => {
    const current = await miniProgram.currentPage()
    return current.path === 'pages/result/result' && current
  })
  assert.equal(await (await result.$('.number')).text(), '报名号 42')
  assert.equal(await result.data('hint'), '请按时参加')
})

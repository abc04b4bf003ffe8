// The stock client starts `wxhost` as if it were the cli of DevTools.
const automator = require('miniprogram-automator')

async function main(cliPath, projectPath, port) {
  const options = { cliPath, projectPath, port: Number(port), args: ['--port', '3799', '--disable-gpu'], trustProject: true, account: 'someone' }
  const app = await automator.launch(options)
  const page = await app.reLaunch('/pages/b/b?x=2')
  console.log(JSON.stringify([page.path, page.query, await page.data('x')]))
  await app.close()
}

main(...process.argv.slice(2)).catch((error) => {
  console.error(error)
  process.exitCode = 1
})

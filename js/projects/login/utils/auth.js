const promisify = require('./promisify')
const { baseUrl } = require('./config')

const TOKEN = 'token'

const wxLogin = promisify((options) => wx.login(options))
const checkSession = promisify((options) => wx.checkSession(options))
const wxRequest = promisify((options) => wx.request(options))

// 正在进行的登录。同一时刻只登录一次，后来的都等它。
let running = null
// 本次启动对登录态的检查。
let checked = null

function token() {
  return wx.getStorageSync(TOKEN)
}

async function exchange() {
  const { code } = await wxLogin({ timeout: 5000 })
  const { statusCode, data } = await wxRequest({ url: `${baseUrl}/login`, method: 'POST', data: { code } })
  if (statusCode !== 200 || !data.token) throw new Error(`登录被拒绝（${statusCode}）`)
  wx.setStorageSync(TOKEN, data.token)
  return data.token
}

// 重新登录，不管手里的 token 是否还能用。
function login() {
  if (!running) {
    running = exchange().finally(() => {
      running = null
    })
  }
  return running
}

// 可以发请求了：有 token，并且微信的登录态没有过期（每次启动只检查一次）。
function ready() {
  if (running) return running
  if (!token()) return login()
  checked = checked || checkSession({}).then(token, login)
  return checked
}

module.exports = { token, login, ready }

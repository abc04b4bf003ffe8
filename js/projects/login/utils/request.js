const auth = require('./auth')
const promisify = require('./promisify')
const { baseUrl } = require('./config')

const send = promisify((options) => wx.request(options))

function withToken({ url, method = 'GET', data }) {
  return send({ url: baseUrl + url, method, data, header: { Authorization: `Bearer ${auth.token()}` } })
}

// 请求一个接口。token 失效（401）时静默重新登录一次，再把请求重发；
// 同时有几个请求失效时，它们排队等同一次登录。
async function request(options) {
  await auth.ready()
  const used = auth.token()
  let response = await withToken(options)
  if (response.statusCode === 401) {
    // 别的请求可能已经换了新的 token，那就不必再登录。
    if (auth.token() === used) await auth.login()
    response = await withToken(options)
  }
  if (response.statusCode >= 400) {
    throw Object.assign(new Error(response.data.message || `服务器错误（${response.statusCode}）`), response)
  }
  return response.data
}

module.exports = request

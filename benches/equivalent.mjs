// The article's login in node: the same script, the same exchanges over real HTTP, on a wx made by hand for this comparison.
import { createServer, request as send } from 'node:http'
import { readFileSync } from 'node:fs'
import vm from 'node:vm'
import crypto from 'node:crypto'

const call = (port, method, path, body, done) => {
  const req = send({ port, host: '127.0.0.1', method, path, headers: { 'content-type': 'application/json' } }, (res) => {
    let text = ''
    res.on('data', (part) => (text += part))
    res.on('end', () => done(res.statusCode, text))
  })
  req.end(body)
}
const listen = (handler) => new Promise((resolve) => {
  const server = createServer(handler).listen(0, '127.0.0.1', () => resolve(server))
})
const codes = new Set()
const wechat = await listen((req, res) => {
  const code = new URL(req.url, 'http://x').searchParams.get('js_code')
  const ok = codes.delete(code)
  res.end(JSON.stringify(ok ? { openid: 'o1', session_key: crypto.randomBytes(16).toString('base64') } : { errcode: 40163 }))
})
const backend = await listen((req, res) => {
  let text = ''
  req.on('data', (part) => (text += part))
  req.on('end', () => call(wechat.address().port, 'GET', `/sns/jscode2session?js_code=${JSON.parse(text).code}`, '', (_, body) => {
    res.end(JSON.stringify({ InfoState: JSON.parse(body).errcode ? 1 : 0 }))
  }))
})
const wx = {
  login: (o) => setTimeout(() => { const code = crypto.randomUUID(); codes.add(code); o.success({ code }) }),
  request: (o) => call(backend.address().port, o.method, '/login', JSON.stringify(o.data), (statusCode, text) =>
    o.success({ statusCode, data: JSON.parse(text) })),
  showToast() {},
  hideToast() {},
  showModal() {},
  getUserInfo: (o) => setTimeout(() => { o.success({ userInfo: {} }); wechat.close(); backend.close() }),
}
const context = vm.createContext({ wx, console })
vm.runInContext(readFileSync(process.argv[2], 'utf8') + '\nwxLogin()', context)

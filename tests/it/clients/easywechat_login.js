// node-easywechat from npm, unmodified: code exchange, token, decryption, signature. Arguments: control plane, appid, secret.

const crypto = require('crypto')
const http = require('http')
const { MiniApp } = require('node-easywechat')

const [control, appId, secret] = process.argv.slice(2)

// What the mini-program's side does, by the control plane.
const phone = (path, body) => new Promise((resolve, reject) => {
  const request = http.request(`${control}/${path}`, { method: 'POST' }, response => {
    let text = ''
    response.on('data', part => { text += part })
    response.on('end', () => resolve(JSON.parse(text)))
  })
  request.on('error', reject)
  request.end(JSON.stringify(body))
})

async function main () {
  const app = new MiniApp({ app_id: appId, secret })
  const utils = app.getUtils()
  const { code } = await phone('codes', { user: 'u1' })
  const session = await utils.codeToSession(code)
  const info = await phone('userinfo', { user: 'u1' })
  const plain = utils.decryptSession(session.session_key, info.iv, info.encryptedData)
  const expected = crypto.createHash('sha1').update(info.rawData + session.session_key).digest('hex')
  const again = await utils.codeToSession(code).then(() => null, error => JSON.parse(error.message.slice(error.message.indexOf('{'))).errcode)

  // A call with the access token that the SDK fetches and keeps by itself.
  const number = await phone('phone-codes', { user: 'u1' })
  const response = await app.getClient().postJson('/wxa/business/getuserphonenumber', { code: number.code })
  const phoneInfo = response.toObject()

  console.log(JSON.stringify({
    openid: plain.openId === session.openid,
    nickName: plain.nickName,
    appid: plain.watermark.appid,
    signature: info.signature === expected,
    token: (await app.getAccessToken().getToken()).length,
    again,
    phone: phoneInfo.phone_info.phoneNumber
  }))
}

main().catch(error => {
  console.error(error)
  process.exit(1)
})

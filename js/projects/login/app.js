const auth = require('./utils/auth')

App({
  globalData: { user: null },

  onLaunch() {
    // 启动时静默登录；页面的请求会等它完成，不必在这里处理结果。
    auth.ready().catch((error) => console.warn('静默登录失败：', error.message))
  },

  onError(message) {
    console.error('小程序出错：', message.split('\n')[1])
  },
})

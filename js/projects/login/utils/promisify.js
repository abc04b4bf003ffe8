// 把回调形式的接口变成 Promise；失败时抛出带 errMsg 的 Error。
module.exports = (api) => (options) =>
  new Promise((resolve, reject) => {
    api({
      ...options,
      success: resolve,
      fail: (result) => reject(Object.assign(new Error(result.errMsg), result)),
    })
  })

function wxLogin() {
  // 调用wx.login
  wx.login({
    success: (res) => {
      // 获取到code
      const CODE = res.code
      wx.showToast({
        title: '数据加载中',
        icon: 'loading',
      })
      // 使用code和后端换取openid，sessionKey
      request(
        '后端提供的接口',
        'POST',
        {
          code: CODE,
        },
        {
          'content-type': 'application/json',
        },
      )
        .then((res) => {
          wx.hideToast()
          if (res.data.InfoState === 0) {
            getUserInfo()
              .then
              // 成功后的处理
              ()
              .catch
              // 失败后的处理
              ()
          }
        })
        .catch((result) => {
          // 请求失败重新处理
          wx.showModal({
            title: '提示',
            content: '请求失败',
            confirmText: '重新请求',
            success(res) {
              if (res.confirm) {
                request(
                  '后端提供的接口',
                  'POST',
                  {
                    code: CODE,
                  },
                  {
                    'content-type': 'application/json',
                  },
                )
              }
              else if (res.cancel) {
                console.log('用户点击取消')
              }
            },
          })
        })
    },
  })
}

// 判断用户是否授权
function getUserInfo() {
  return new Promise((resolve, reject) => {
    wx.getUserInfo({
      success(res) {
        resolve(res)
      },
      fail(res) {
        // eslint-disable-next-line prefer-promise-reject-errors
        reject('我还没有授权')
      },
    })
  })
}

// 封装请求
function request(url, method, data, header) {
  return new Promise((resolve, reject) => {
    wx.request({
      url,
      data,
      header,
      method,
      timeout: 0,
      success: (result) => {
        resolve(result)
      },
      fail: (res) => {
        reject(res)
      },
    })
  })
}

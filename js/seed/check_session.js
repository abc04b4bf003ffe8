// 验证登录是否过期
function checksession() {
  wx.checkSession({
    success(res) {
      console.log('登录未过期')
    },
    fail(res) {
      console.log('登录过期')
      wx.showModal({
        title: '提示',
        content: '你的登录信息过期了，请重新登录',
      })
      // 再次调用wxLogin()
      wxLogin().then((res) => {
        // 登录成功存储用户信息
        getUserInfo()
      })
    },
  })
}

// 获取用户的信息
function getUserInfo() {
  wx.getUserInfo({
    success(res) {
      console.log(res.userInfo)
      getApp().globalData.city = res.userInfo.city
      getApp().globalData.country = res.userInfo.country
      getApp().globalData.nickName = res.userInfo.nickName
      getApp().globalData.province = res.userInfo.province
    },
  })
}

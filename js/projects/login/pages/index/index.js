const request = require('../../utils/request')

const app = getApp()

Page({
  data: {
    state: 'loading',
    message: '',
    user: null,
    orders: [],
  },

  onLoad() {
    this.load()
  },

  async onPullDownRefresh() {
    await this.load()
    wx.stopPullDownRefresh()
  },

  async load() {
    try {
      const [user, orders] = await Promise.all([request({ url: '/me' }), request({ url: '/orders' })])
      app.globalData.user = user
      this.setData({ state: 'ready', user, orders })
    } catch (error) {
      this.setData({ state: 'failed', message: error.message })
      wx.showToast({ title: '加载失败', icon: 'none' })
    }
  },

  onRetry() {
    this.setData({ state: 'loading' })
    this.load()
  },

  onOrder(event) {
    wx.navigateTo({ url: `../order/order?id=${event.currentTarget.dataset.id}` })
  },
})

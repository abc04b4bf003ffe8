const cart = require('../../utils/cart')

Page({
  data: { lines: [], total: 0, paying: false },

  onShow() {
    this.refresh()
  },

  onTabItemTap() {
    wx.pageScrollTo({ scrollTop: 0 })
  },

  refresh() {
    const lines = cart.lines()
    const total = lines.reduce((sum, { price, quantity }) => sum + price * quantity, 0)
    this.setData({ lines, total })
  },

  onStep({ currentTarget }) {
    const { id, step } = currentTarget.dataset
    const { quantity } = this.data.lines.find((line) => line.id === id)
    if (quantity + step === 0) {
      this.confirmRemoval(id)
      return
    }
    if (!cart.set(id, quantity + step)) wx.showToast({ title: '不能再多了', icon: 'none' })
    this.refresh()
  },

  confirmRemoval(id) {
    wx.showModal({
      title: '移出购物车',
      content: '确定不要这件商品了吗？',
      success: ({ confirm }) => {
        if (!confirm) return
        cart.set(id, 0)
        this.refresh()
      },
    })
  },

  onPay() {
    this.setData({ paying: true })
    wx.request({
      url: 'https://shop.example.com/orders',
      method: 'POST',
      data: { lines: this.data.lines.map(({ id, quantity }) => ({ id, quantity })) },
      success: ({ statusCode, data }) => {
        if (statusCode !== 201) {
          wx.showToast({ title: data.message || '下单失败', icon: 'none' })
          return
        }
        cart.clear()
        this.refresh()
        wx.showToast({ title: '下单成功' })
      },
      fail: () => wx.showToast({ title: '网络不给力', icon: 'none' }),
      complete: () => this.setData({ paying: false }),
    })
  },
})

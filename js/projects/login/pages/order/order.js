const request = require('../../utils/request')

Page({
  data: { order: null },

  async onLoad({ id }) {
    this.setData({ order: await request({ url: `/orders/${id}` }) })
  },

  onCancel() {
    wx.showModal({
      title: '取消订单',
      content: '确定要取消这个订单吗？',
      success: ({ confirm }) => {
        if (!confirm) return
        request({ url: `/orders/${this.data.order.id}/cancel`, method: 'POST' }).then(
          (order) => {
            this.setData({ order })
            wx.showToast({ title: '已取消' })
          },
          (error) => wx.showToast({ title: error.message, icon: 'none' }),
        )
      },
    })
  },
})

const goods = require('../../utils/goods')
const cart = require('../../utils/cart')

Page({
  data: { goods },

  onAdd({ currentTarget }) {
    if (cart.add(currentTarget.dataset.id)) wx.showToast({ title: '已加入购物车' })
    else wx.showToast({ title: '库存不足', icon: 'none' })
  },

  onDetail({ currentTarget }) {
    wx.navigateTo({ url: `../detail/detail?id=${currentTarget.dataset.id}` })
  },
})

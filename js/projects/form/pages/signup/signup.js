const EMPTY = { name: '', phone: '', company: '', people: 1, level: 0, agreed: false }

Page({
  data: { ...EMPTY },

  onCheck({ detail }) {
    console.info(`${detail.name}：${detail.valid ? '通过' : '不通过'}`)
  },

  onPeople({ detail }) {
    this.setData({ people: detail.value })
  },

  onAgree({ detail }) {
    this.setData({ agreed: detail.checked })
  },

  onSubmit({ detail }) {
    if (!this.selectComponent('#person').validate()) {
      wx.showToast({ title: '请检查填写的内容', icon: 'none' })
      return
    }
    const { people, level } = this.data
    wx.showLoading({ title: '提交中' })
    wx.request({
      url: 'https://events.example.com/signups',
      method: 'POST',
      data: { ...detail.value, people, level },
      success: ({ data }) => {
        wx.navigateTo({
          url: `../result/result?number=${data.number}`,
          events: {
            // 结果页点“再报一个”时清空表单。
            again: () => this.onReset(),
          },
        })
      },
      fail: () => wx.showToast({ title: '提交失败，请稍后再试', icon: 'none' }),
      complete: () => wx.hideLoading(),
    })
  },

  onReset() {
    this.setData({ ...EMPTY })
  },
})

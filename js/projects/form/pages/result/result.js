// 用 Component 写的页面：参数就是属性。
Component({
  properties: { number: Number },

  data: { hint: '' },

  observers: {
    number(number) {
      this.setData({ hint: number > 100 ? '已进入候补名单' : '请按时参加' })
    },
  },

  methods: {
    onLoad(query) {
      console.info('报名号', query.number, this.data.number)
    },

    onAgain() {
      this.getOpenerEventChannel().emit('again')
      wx.navigateBack()
    },
  },
})

Component({
  properties: { checked: Boolean },

  pageLifetimes: {
    // 每次回到页面都要重新同意。
    hide() {
      this.setData({ checked: false })
      this.triggerEvent('change', { checked: false })
    },
  },

  methods: {
    onChange({ detail }) {
      const checked = detail.value.includes('yes')
      this.setData({ checked })
      this.triggerEvent('change', { checked })
    },
  },
})

const WORDS = ['', '新手', '入门', '熟练', '精通', '专家']

Component({
  options: { pureDataPattern: /^_/ },

  properties: { value: Number },

  data: { stars: [1, 2, 3, 4, 5], word: '', _changes: 0 },

  observers: {
    value(value) {
      this.setData({ word: WORDS[value] || '请选择' })
    },
  },

  lifetimes: {
    attached() {
      this.setData({ word: WORDS[this.data.value] || '请选择' })
    },
  },

  methods: {
    rate({ currentTarget }) {
      const { value } = currentTarget.dataset
      this.setData({ value, _changes: this.data._changes + 1 })
      this.triggerEvent('change', { value, changes: this.data._changes })
    },
  },
})

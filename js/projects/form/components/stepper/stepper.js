Component({
  properties: {
    value: { type: Number, value: 1 },
    min: { type: Number, value: 1 },
    max: { type: Number, value: 5 },
  },

  methods: {
    step({ currentTarget }) {
      const { value, min, max } = this.data
      const next = Math.min(max, Math.max(min, value + currentTarget.dataset.by))
      if (next === value) return
      this.setData({ value: next })
      this.triggerEvent('change', { value: next })
    },
  },
})

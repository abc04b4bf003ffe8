Component({
  properties: { title: String },

  data: { count: 0 },

  relations: {
    '../field/field': {
      type: 'child',
      linked() {
        this.recount()
      },
      unlinked() {
        this.recount()
      },
    },
  },

  methods: {
    fields() {
      return this.getRelationNodes('../field/field')
    },

    recount() {
      this.setData({ count: this.fields().length })
    },

    // 全部校验一遍（不要遇错就停，让用户一次看到所有问题）。
    validate() {
      return this.fields().map((field) => field.validate()).every(Boolean)
    },
  },
})

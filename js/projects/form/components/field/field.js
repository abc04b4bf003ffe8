const validator = require('../../behaviors/validator')

Component({
  behaviors: [validator, 'wx://form-field'],

  externalClasses: ['custom-class'],

  properties: { placeholder: String },

  relations: {
    '../field-group/field-group': { type: 'parent' },
  },

  observers: {
    value() {
      // 改对了就立刻去掉错误提示。
      if (this.data.error) this.validate()
    },
  },

  methods: {
    onBlur() {
      const valid = this.validate()
      this.triggerEvent('check', { name: this.data.name, valid })
    },
  },
})

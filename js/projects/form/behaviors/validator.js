// 能校验的表单项：有 value 和 rule，出错时显示 error。
const RULES = {
  phone: { pattern: /^1[3-9]\d{9}$/, message: '请填写 11 位手机号' },
  name: { pattern: /^[\u4e00-\u9fa5·]{2,20}$/, message: '请填写中文姓名' },
}

module.exports = Behavior({
  properties: {
    name: String,
    label: String,
    value: String,
    rule: String,
    required: Boolean,
  },

  data: { error: '' },

  methods: {
    // 校验一次，返回是否通过。
    validate() {
      const { value, rule, required, label } = this.data
      let error = ''
      if (!value) error = required ? `请填写${label}` : ''
      else if (RULES[rule] && !RULES[rule].pattern.test(value)) error = RULES[rule].message
      this.setData({ error })
      return !error
    },
  },
})

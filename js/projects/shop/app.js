const cart = require('./utils/cart')

App({
  onShow() {
    cart.showBadge()
  },
})

App({
  globalData: { drafts: 0 },
})

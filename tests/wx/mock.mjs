// A mock as teams write it by hand for their unit tests: everything succeeds, at once. Its column in the grid shows what that hides.
export default function make(console, timers) {
  const storage = new Map()
  const api = (name, result = () => ({})) => (options = {}) => {
    const res = { errMsg: `${name}:ok`, ...result(options) }
    if (options.success || options.fail || options.complete) {
      options.success?.(res)
      options.complete?.(res)
      return undefined
    }
    return Promise.resolve(res)
  }
  const wx = {
    login: api('login', () => ({ code: 'mock-code' })),
    checkSession: api('checkSession'),
    getSetting: api('getSetting', () => ({ authSetting: {} })),
    getUserInfo: api('getUserInfo', () => ({ userInfo: { nickName: 'mock' } })),
    getSystemInfo: api('getSystemInfo'),
    request: api('request', () => ({ statusCode: 200, data: {} })),
    showToast: api('showToast'),
    hideToast: api('hideToast'),
    showLoading: api('showLoading'),
    hideLoading: api('hideLoading'),
    showModal: api('showModal', () => ({ confirm: true, cancel: false })),
    setStorage: api('setStorage', ({ key, data }) => (storage.set(key, data), {})),
    getStorage: api('getStorage', ({ key }) => ({ data: storage.get(key) })),
    removeStorage: api('removeStorage', ({ key }) => (storage.delete(key), {})),
    clearStorage: api('clearStorage', () => (storage.clear(), {})),
    getStorageInfo: api('getStorageInfo', () => ({ keys: [...storage.keys()] })),
    setStorageSync: (key, data) => void storage.set(key, data),
    getStorageSync: (key) => storage.get(key) ?? '',
    removeStorageSync: (key) => void storage.delete(key),
    clearStorageSync: () => storage.clear(),
    getStorageInfoSync: () => ({ keys: [...storage.keys()], currentSize: 1, limitSize: 10240 }),
  }
  let app
  return { wx, getApp: () => app, App: (options) => { app = options; options.onLaunch?.({}); options.onShow?.({}) } }
}

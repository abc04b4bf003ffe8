// The page's own words, in 中文 and English.

const WORDS = {
  user: ['用户', 'user'],
  page: ['小程序', 'mini-program'],
  wx: ['wx / 手机', 'wx / phone'],
  backend: ['开发者服务器', "developer's server"],
  wechat: ['微信', 'WeChat'],
  host: ['wxhost', 'wxhost'],
  diagram: ['时序图', 'Diagram'],
  text: ['文章与代码', 'Text and code'],
  phone: ['手机', 'Phone'],
  details: ['详情', 'Details'],
  play: ['播放（空格）', 'Play (space)'],
  pause: ['暂停（空格）', 'Pause (space)'],
  next: ['下一步（→）', 'Next step (→)'],
  previous: ['上一步（←）', 'Previous step (←)'],
  first: ['回到开头（Home）', 'To the beginning (Home)'],
  last: ['到结尾（End）', 'To the end (End)'],
  nextFinding: ['下一个发现（F）', 'Next finding (F)'],
  position: ['时间位置', 'Position in time'],
  search: ['搜索事件（/）', 'Search events (/)'],
  nothingFound: ['没有找到', 'Nothing found'],
  theme: ['明暗（T）', 'Light or dark (T)'],
  language: ['EN：English（L）', '中：中文（L）'],
  help: ['按键（?）', 'Keys (?)'],
  close: ['关闭（Esc）', 'Close (Esc)'],
  seed: ['种子', 'seed'],
  finding: ['个发现', 'finding'],
  findings: ['个发现', 'findings'],
  noFindings: ['没有发现问题', 'no findings'],
  foundHere: ['发现', 'Findings'],
  because: ['起因', 'Because of'],
  leadsTo: ['引出', 'Leads to'],
  place: ['位置', 'Place'],
  via: ['调用路径', 'Called from'],
  values: ['内容', 'Values'],
  args: ['参数', 'arguments'],
  result: ['结果', 'result'],
  headers: ['头', 'headers'],
  body: ['正文', 'body'],
  state: ['此刻的状态', 'State at this moment'],
  wechatSide: ['微信一侧', "WeChat's side"],
  device: ['设备', 'Device'],
  codes: ['登录 code', 'login codes'],
  alive: ['有效', 'alive'],
  spent: ['已用掉', 'spent'],
  expired: ['已过期', 'expired'],
  refused: ['被拒绝', 'refused'],
  valid: ['有效', 'valid'],
  session: ['登录态', 'session'],
  session_key: ['session_key', 'session_key'],
  consent: ['授权', 'consent'],
  granted: ['已允许', 'granted'],
  denied: ['已拒绝', 'denied'],
  storage: ['本地存储', 'storage'],
  globalData: ['globalData', 'globalData'],
  empty: ['空', 'empty'],
  notYet: ['还没有', 'none yet'],
  logs: ['控制台', 'Console'],
  noText: ['这份轨迹里没有作者的原文；加上 --source 文件 可以一起显示', "The author's text is not part of this trace; --source FILE shows it here"],
  ran: ['执行过', 'ran'],
  never: ['没有执行', 'never ran'],
  happened: ['这里有事件', 'something happened here'],
  line: ['行', 'line'],
  event: ['事件', 'event'],
  untitled: ['小程序', 'Mini-program'],
  screenEmpty: ['屏幕上没有弹出内容', 'Nothing pops up on the screen'],
  asksFor: ['申请使用', 'asks for'],
  allow: ['允许', 'Allow'],
  deny: ['拒绝', 'Deny'],
  cancel: ['取消', 'Cancel'],
  answered: ['用户点了', 'The user taps'],
  before: ['之前', 'Before'],
  after: ['之后', 'After'],
  added: ['新增', 'added'],
  removed: ['消失', 'removed'],
  moved: ['移动', 'moved'],
  changed: ['改变', 'changed'],
  same: ['两份轨迹讲的是同一件事', 'Both traces tell the same'],
  changes: ['处不同', 'differences'],
  nextChange: ['下一处不同（F）', 'Next difference (F)'],
  outcomes: ['结局', 'Outcomes'],
  everyOutcome: ['每种结局都有', 'in every outcome'],
  ordinary: ['平常的一天', 'the ordinary day'],
  loading: ['（只加载）', '(loading only)'],
  traces: ['种经过', 'traces'],
  clean: ['没有发现问题', 'nothing is wrong'],
  scriptFailed: ['脚本出错', 'the script failed'],
  none: ['（无）', '(nothing)'],
  colon: ['：', ': '],
}

/** Keys, as the help lists them. */
export const KEYS = [
  ['Space', '播放 / 暂停', 'play / pause'],
  ['← →', '上一步 / 下一步', 'previous / next step'],
  ['↑ ↓', '上一行 / 下一行', 'previous / next row'],
  ['Home End', '开头 / 结尾', 'beginning / end'],
  ['F  Shift+F', '下一个 / 上一个发现', 'next / previous finding'],
  ['C', '跳到起因', 'go to the cause'],
  ['/', '搜索', 'search'],
  ['L', '中文 / English', '中文 / English'],
  ['T', '明 / 暗', 'light / dark'],
  ['?', '这张表', 'this list'],
]

/** Under which rules a trace was made. */
export function rulesOf(lang, { epoch, library, client }) {
  return lang === 'zh' ? `${epoch} 的规则（基础库 ${library}，${client}）` : `rules of ${epoch} (base library ${library}, ${client})`
}

/** The word for a name, in a language. */
export function word(lang, name) {
  const pair = WORDS[name]
  return pair ? pair[lang === 'zh' ? 0 : 1] : name
}

/** The text of a pair [中文, English]. */
export function pick(lang, pair) {
  return pair[lang === 'zh' ? 0 : 1] ?? pair[0]
}

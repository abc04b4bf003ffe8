// JavaScript in a few colours: comments, strings, words of the language. Only for looking at, so it need not be exact.

const TOKEN = /(\/\/.*$)|(\/\*.*?(?:\*\/|$))|('(?:[^'\\]|\\.)*(?:'|$)|"(?:[^"\\]|\\.)*(?:"|$)|`(?:[^`\\]|\\.)*(?:`|$))|\b(async|await|break|case|catch|class|const|continue|debugger|default|delete|do|else|export|extends|finally|for|from|function|if|import|in|instanceof|let|new|of|return|static|super|switch|this|throw|try|typeof|var|void|while|with|yield|true|false|null|undefined)\b|(\d[\w.]*)/g
const KINDS = ['comment', 'comment', 'string', 'keyword', 'literal']
// A line longer than this is shown without colours.
const LONGEST = 2000

/** For each line its pieces: [kind, text], kind empty for plain text. */
export function highlight(lines, javascript) {
  let inComment = false
  return lines.map((line) => {
    if (!javascript || line.length > LONGEST) return [['', line]]
    const pieces = []
    let from = 0
    if (inComment) {
      const end = line.indexOf('*/')
      if (end < 0) return [['comment', line]]
      pieces.push(['comment', line.slice(0, end + 2)])
      from = end + 2
      inComment = false
    }
    TOKEN.lastIndex = from
    for (let found = TOKEN.exec(line); found; found = TOKEN.exec(line)) {
      if (found.index > from) pieces.push(['', line.slice(from, found.index)])
      pieces.push([KINDS[found.slice(1).findIndex((text) => text !== undefined)], found[0]])
      from = TOKEN.lastIndex
      inComment = found[2] !== undefined && !found[2].endsWith('*/')
      if (!found[0]) break
    }
    if (from < line.length || !pieces.length) pieces.push(['', line.slice(from)])
    return pieces
  })
}

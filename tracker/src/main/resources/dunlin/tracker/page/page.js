// What is only more comfortable with a script: search as you type, numbers that follow what happens, copying with one click.
// All can be read without.
const input = document.querySelector('input[type=search]')
const EVERY = 5_000 // milliseconds between two looks at what happened
const AT_MOST = 120_000 // after answers that did not come
const DRAWN_EVERY = 30_000 // the index asks peers for their pieces no more often
let latest = 0 // an answer that was overtaken by a later question is not shown
let typing
let pause = EVERY

async function load(target) {
  const answer = await fetch(target)
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  if (!page.getElementById('content')) throw new Error('no page')
  return page
}

// The line that is read aloud stays the same element, and changes only where it says something else.
function putHead(page) {
  document.title = page.title
  for (const place of ['h1', '#status']) {
    const said = page.querySelector(place).textContent
    const shown = document.querySelector(place)
    if (shown.textContent !== said) shown.textContent = said
  }
}

function putContent(page) {
  putHead(page)
  document.getElementById('content').replaceWith(page.getElementById('content'))
  offerCopying()
}

function offerCopying() {
  for (const button of document.querySelectorAll('button[data-copy]')) button.hidden = false
}

// What was typed in one go is one step of the history, so Back leads to what was there before.
async function search() {
  const query = input.value.trim()
  const target = query ? '/search?q=' + encodeURIComponent(query) : '/'
  const mine = ++latest
  const page = await load(target)
  if (mine !== latest) return
  if (history.state?.typed) history.replaceState({ typed: true }, '', target)
  else history.pushState({ typed: true }, '', target)
  putContent(page)
}

input.addEventListener('input', () => {
  latest++
  clearTimeout(typing)
  typing = setTimeout(() => search().catch(() => {}), 120)
})
input.addEventListener('change', () => history.replaceState(null, ''))

addEventListener('popstate', async () => {
  clearTimeout(typing)
  const mine = ++latest
  try {
    const page = await load(location.href)
    if (mine !== latest) return
    putContent(page)
    input.value = page.querySelector('input[type=search]').value
  } catch {
    location.reload()
  }
})

// Changes no more than what is different: what is pointed at, focused or marked stays where it is.
function morph(shown, now) {
  if (shown.isEqualNode(now) || (shown.nodeName === 'IMG' && now.nodeName === 'IMG')) return
  if (shown.nodeName !== now.nodeName) return shown.replaceWith(now)
  if (shown.nodeType !== Node.ELEMENT_NODE) {
    shown.nodeValue = now.nodeValue
    return
  }
  for (const name of shown.getAttributeNames()) if (!now.hasAttribute(name)) shown.removeAttribute(name)
  for (const name of now.getAttributeNames()) shown.setAttribute(name, now.getAttribute(name))
  const [before, after] = [[...shown.childNodes], [...now.childNodes]]
  after.forEach((child, i) => i < before.length ? morph(before[i], child) : shown.append(child))
  before.slice(after.length).forEach(child => child.remove())
}

async function follow() {
  const mine = latest
  const target = location.href
  const page = await load(target)
  if (mine !== latest || target !== location.href) return
  putHead(page)
  for (const shown of document.querySelectorAll('[data-live]')) {
    const now = page.getElementById(shown.id)
    const selection = getSelection()
    const isMarked = !selection.isCollapsed && selection.containsNode(shown, true)
    if (now && !isMarked) morph(shown, now)
  }
  const fresh = document.querySelector('#fresh a')
  const isMore = [...page.querySelectorAll('tr[data-live]')].some(row => !document.getElementById(row.id))
  if (fresh && isMore) fresh.hidden = false
  for (const drawing of document.querySelectorAll('img.pieces')) {
    const drawn = new URL('?' + Math.floor(Date.now() / DRAWN_EVERY), drawing.src)
    if (drawing.src !== drawn.href) drawing.src = drawn.href
  }
}

// Nobody is asked for a page that nobody sees, and an index that does not answer is left in peace.
async function keepFollowing() {
  if (!document.hidden) {
    try {
      await follow()
      pause = EVERY
    } catch {
      pause = Math.min(2 * pause, AT_MOST)
    }
  }
  setTimeout(keepFollowing, pause)
}

document.addEventListener('click', async event => {
  const button = event.target.closest('button[data-copy]')
  if (!button) return
  const source = document.getElementById(button.dataset.copy)
  source.select()
  // Pages without TLS have no clipboard of their own; the selection can be copied all the same.
  if (navigator.clipboard) await navigator.clipboard.writeText(source.value)
  else document.execCommand('copy')
  button.textContent = 'Copied'
  setTimeout(() => { button.textContent = 'Copy' }, 2000)
})

offerCopying()
setTimeout(keepFollowing, pause)

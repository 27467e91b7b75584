// What is only more comfortable with a script: search as you type, and copying with one click. All can be read without.
const input = document.querySelector('input[type=search]')
let latest = 0
let timer

async function search() {
  const query = input.value.trim()
  const mine = ++latest
  const target = query ? '/search?q=' + encodeURIComponent(query) : '/'
  const answer = await fetch(target)
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  const found = page.querySelector('main')
  if (mine === latest && found) { // an answer that was overtaken by a later one is not shown
    document.querySelector('main').replaceWith(found)
    document.title = page.title
    history.replaceState(null, '', target)
  }
}

input.addEventListener('input', () => {
  clearTimeout(timer)
  timer = setTimeout(() => search().catch(() => {}), 120)
})

for (const button of document.querySelectorAll('button[data-copy]')) {
  const source = document.getElementById(button.dataset.copy)
  button.hidden = false
  button.addEventListener('click', async () => {
    source.select()
    // Pages without TLS have no clipboard of their own; the selection can be copied all the same.
    if (navigator.clipboard) await navigator.clipboard.writeText(source.value)
    else document.execCommand('copy')
    button.textContent = 'Copied'
    setTimeout(() => { button.textContent = 'Copy' }, 2000)
  })
}

/** Makes text for people of a JSON log line: time, level, message, the other fields, and the stack below, indented. */
export function formatLine(json: string): string {
  const { level, time, msg = '', err, ...fields } = JSON.parse(json);
  const rest = Object.entries(fields).map(([name, value]) => ` ${name}=${formatValue(value)}`);
  const stack = err === undefined ? [] : String(err.stack ?? formatValue(err)).split('\n');
  return [
    `${time} ${String(level).toUpperCase().padEnd(5)} ${msg}${rest.join('')}`,
    ...stack.map((line) => `  ${line}`),
  ]
    .map((line) => `${escapeControls(line)}\n`)
    .join('');
}

/** Bare words as they are, all else as JSON, so that a value cannot pass for another field. */
function formatValue(value: unknown): string {
  return typeof value === 'string' && /^[\w.:/@-]+$/.test(value) ? value : JSON.stringify(value);
}

/** A client's text must not begin a line of its own, nor steer the terminal. */
function escapeControls(text: string): string {
  return text.replace(/\p{Cc}/gu, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

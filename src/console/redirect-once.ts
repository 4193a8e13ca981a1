import type { Context } from 'hono';
import type { ConsoleEnv } from './environment.ts';
import { readForm } from './forms.ts';
import type { Submissions } from './submissions.ts';

/** Does what the form asks for, once, and leads on to the page that `submit` names. */
export async function redirectOnce(
  c: Context<ConsoleEnv>,
  submissions: Submissions,
  submit: () => Promise<string>,
): Promise<Response> {
  const form = await readForm(c);
  const place = await submissions.once(`${c.get('sessionId')} ${form.text('form')}`, submit);
  return c.redirect(place, 303);
}

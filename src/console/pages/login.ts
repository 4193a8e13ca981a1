import { html } from 'hono/html';
import { TEXTS } from '../texts.ts';
import type { Markup } from '../ui/markup.ts';
import { copyable } from '../ui/parts.ts';
import { plainPage } from './layout.ts';

const { login: TEXT } = TEXTS;

/** What a one-time link leads to: a button, so that whoever fetches links ahead does not spend it. */
export function loginPage(token: string): Markup {
  return plainPage(
    TEXT.title,
    html`<p>${TEXT.lead}</p>
    <form method="post" action="/login">
      <input type="hidden" name="token" value="${token}"><button class="button primary wide">${TEXT.button}</button>
    </form>
    <p class="note">${TEXT.expires}</p>`,
  );
}

export function spentLinkPage(): Markup {
  return plainPage(TEXT.spentTitle, withCommand(TEXT.spent));
}

export function signedOutPage({ wasSignedIn }: { readonly wasSignedIn: boolean }): Markup {
  return wasSignedIn
    ? plainPage(TEXT.endedTitle, withCommand(TEXT.ended))
    : plainPage(TEXT.outTitle, withCommand(TEXT.out));
}

export function goodbyePage(): Markup {
  return plainPage(TEXT.goodbyeTitle, withCommand(TEXT.goodbye));
}

function withCommand(text: string): Markup {
  return html`<p>${text}</p>${copyable({ id: 'command', label: TEXT.commandLabel, text: TEXT.command })}`;
}

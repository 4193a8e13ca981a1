import { html } from 'hono/html';
import { TEXTS } from '../texts.ts';
import type { Markup } from '../ui/markup.ts';
import { copyable, linkButton } from '../ui/parts.ts';
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

/** @param issuer of the provider through which people may sign in as well */
export function signedOutPage({
  wasSignedIn,
  issuer,
}: {
  readonly wasSignedIn: boolean;
  readonly issuer: string | undefined;
}): Markup {
  return wasSignedIn
    ? plainPage(TEXT.endedTitle, [html`<p>${TEXT.ended}</p>`, waysIn(issuer)])
    : plainPage(TEXT.outTitle, waysIn(issuer));
}

export function goodbyePage(issuer: string | undefined): Markup {
  return plainPage(TEXT.goodbyeTitle, waysIn(issuer));
}

/** What a provider said no to. */
export function notLetInPage(text: string): Markup {
  return plainPage(
    TEXT.notLetInTitle,
    html`<p>${text}</p><p class="actions">${linkButton('/login', TEXT.again)}</p>`,
  );
}

/** Leads on by itself: what another site leads to comes without the session's cookie, what a page of ours does has it. */
export function enteredPage(): Markup {
  return plainPage(
    TEXT.enteredTitle,
    html`<p class="actions">${linkButton('/', TEXT.enter, 'primary')}</p>`,
    { next: '/' },
  );
}

function waysIn(issuer: string | undefined): Markup {
  if (issuer === undefined) return withCommand(TEXT.out);
  return html`<a class="button primary wide" href="/login/oidc">${TEXT.through(new URL(issuer).host)}</a>
    <p class="or">${TEXT.or}</p>${withCommand(TEXT.out)}`;
}

function withCommand(text: string): Markup {
  return html`<p>${text}</p>${copyable({ id: 'command', label: TEXT.commandLabel, text: TEXT.command })}`;
}

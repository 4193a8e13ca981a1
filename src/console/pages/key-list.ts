import { html } from 'hono/html';
import { isLive, type Key } from '../../directory/key.ts';
import { keyPath, providerPath } from '../paths.ts';
import { TEXTS } from '../texts.ts';
import { form, selectField, submitButton } from '../ui/form.ts';
import type { Markup, Optional } from '../ui/markup.ts';
import { badge, card, confirmation, declaredBadge, disclosure, empty, type Tone } from '../ui/parts.ts';
import { type Column, table } from '../ui/table.ts';
import { day, distance } from '../ui/time.ts';
import type { View } from '../view.ts';
import type { ShownProvider } from './shown-provider.ts';

const { provider: TEXT } = TEXTS;

/** The keys of an identity provider, the newest first, with what can be done to them. */
export function keysCard(view: View, shown: ShownProvider): Markup {
  const keys = shown.keys.toReversed();
  return card({
    id: 'keys',
    title: TEXT.keysTitle,
    note: TEXT.keysNote,
    content: [
      keys.length === 0
        ? empty(TEXT.noKeys, TEXT.noKeysText)
        : table(TEXT.keysTitle, columns(view, shown), keys),
      view.mayEdit && html`<div class="disclosures">${rotation(view, shown)}${issuing(view, shown)}</div>`,
    ],
  });
}

function columns(view: View, { now, lastArrival }: ShownProvider): readonly Column<Key>[] {
  const all: readonly Column<Key>[] = [
    { title: TEXT.keyColumn.key, isHead: true, cell: ({ id }) => html`<code>${id}</code>` },
    { title: TEXT.keyColumn.scope, cell: ({ scope }) => TEXT.scope[scope] },
    { title: TEXT.keyColumn.created, cell: ({ createdAt }) => day(createdAt) },
    { title: TEXT.keyColumn.used, cell: (key) => lastUse(key, lastArrival(key.id), now) },
    {
      title: TEXT.keyColumn.ends,
      cell: ({ expiresAt }) => (expiresAt === undefined ? TEXTS.none : distance(expiresAt, now)),
    },
    {
      title: TEXT.keyColumn.state,
      cell: (key) => html`${stateBadge(key, now)} ${declaredBadge(key.declared)}`,
    },
  ];
  if (!view.mayEdit) return all;
  return [
    ...all,
    { title: TEXT.keyColumn.actions, cell: (key) => revocation(view, key, now), className: 'end' },
  ];
}

function lastUse({ lastUse }: Key, arrival: number | undefined, now: number): Markup | string {
  if (lastUse === undefined) return arrival === undefined ? TEXTS.time.never : distance(arrival, now);
  const { at, address, count, userAgent } = lastUse;
  return html`${distance(arrival ?? at, now)}<small>${TEXT.uses(count)} ${TEXT.from(address)}</small><small>${userAgent}</small>`;
}

function stateBadge(key: Key, now: number): Markup {
  const state = stateOf(key, now);
  const tones: Readonly<Record<typeof state, Tone>> = {
    live: 'good',
    ending: 'warning',
    expired: 'plain',
    revoked: 'bad',
  };
  return badge(tones[state], TEXT.state[state]);
}

function stateOf(key: Key, now: number): 'live' | 'ending' | 'expired' | 'revoked' {
  if (key.revokedAt !== undefined) return 'revoked';
  if (!isLive(key, now)) return 'expired';
  return key.expiresAt === undefined ? 'live' : 'ending';
}

function revocation(view: View, key: Key, now: number): Optional {
  if (key.declared || !isLive(key, now)) return '';
  const action = keyPath(key.tenant, key.identityProvider, key.id, '/revoke');
  return confirmation({
    label: TEXT.revoke,
    of: key.id,
    content: [
      html`<p class="confirm-title">${TEXT.revokeTitle}</p>`,
      html`<p>${TEXT.revokeText}</p>`,
      form(view, { action }, submitButton(TEXT.revoke, 'danger')),
    ],
  });
}

function rotation(view: View, { provider, keys, now }: ShownProvider): Optional {
  const live = keys.filter((key) => key.scope === 'provision' && isLive(key, now));
  if (live.length === 0 || live.some(({ declared }) => declared)) return '';
  const { tenant, name } = provider;
  const content = form(view, { action: providerPath(tenant, name, '/keys/rotate') }, [
    html`<p>${TEXT.rotateText}</p>`,
    selectField({
      name: 'overlap',
      label: TEXT.overlap,
      value: '7d',
      choices: Object.entries(TEXT.overlaps),
    }),
    html`<div class="actions">${submitButton(TEXT.rotateButton)}</div>`,
  ]);
  return disclosure(TEXT.rotate, content);
}

function issuing(view: View, { provider }: ShownProvider): Markup {
  const { tenant, name } = provider;
  const content = form(view, { action: providerPath(tenant, name, '/keys/issue') }, [
    html`<p>${TEXT.issueText}</p>`,
    html`<div class="grid">${selectField({
      name: 'scope',
      label: TEXT.issueScope,
      value: 'gateway',
      choices: Object.entries(TEXT.scopeChoices),
    })}${selectField({
      name: 'lifetime',
      label: TEXT.lifetime,
      value: '',
      choices: Object.entries(TEXT.lifetimes),
    })}</div>`,
    html`<div class="actions">${submitButton(TEXT.issueButton)}</div>`,
  ]);
  return disclosure(TEXT.issue, content);
}

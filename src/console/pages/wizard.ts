import { html } from 'hono/html';
import { TEXTS } from '../texts.ts';
import { icon } from '../ui/icons.ts';
import type { Markup } from '../ui/markup.ts';

const { start: TEXT } = TEXTS;

export const STEPS = ['tenant', 'provider', 'key', 'call'] as const;
export type Step = (typeof STEPS)[number];

/** The way from the empty console to the first call, with the place where one is. */
export function wizardSteps(current: Step | 'done'): Markup {
  const place = current === 'done' ? STEPS.length : STEPS.indexOf(current);
  return html`<ol class="steps">${STEPS.map((step, index) => {
    const state = index < place ? 'done' : index === place ? 'current' : 'next';
    return html`<li class="${state}" ${state === 'current' && html`aria-current="step"`}>
      <span class="step-mark">${state === 'done' ? icon('check') : index + 1}</span>
      <span class="step-text"><span class="unseen">${TEXT.state[state]}: </span>${TEXT.steps[step]}</span>
    </li>`;
  })}</ol>`;
}

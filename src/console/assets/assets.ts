import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import { SCRIPT } from './script.ts';
import { BASE } from './style-base.ts';
import { CONTENT } from './style-content.ts';
import { CONTROLS } from './style-controls.ts';
import { FRAME } from './style-frame.ts';
import { PAGES } from './style-pages.ts';

const STYLE = [BASE, FRAME, CONTROLS, CONTENT, PAGES].join('');
const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect x="1" y="1" width="30" height="30" rx="8" fill="#4250d2"/><path d="M21.5 11.5a7 7 0 1 0 0 9M16 16h9M21.5 16v3.2" fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round"/></svg>`;

/** Their content is part of their address, so that browsers may keep them for good. */
export const STYLE_PATH = versioned('/assets/console.css', STYLE);
export const SCRIPT_PATH = versioned('/assets/console.js', SCRIPT);

/** Style, script and icon, which are strings so that sources and bundle need no files beside them. */
export function assetRoutes(): Hono {
  const app = new Hono();
  const serve = (path: string, type: string, body: string) =>
    app.get(path, (c) =>
      c.body(body, 200, {
        'Content-Type': `${type}; charset=utf-8`,
        'Cache-Control': 'public, max-age=31536000, immutable',
      }),
    );
  serve('/assets/console.css', 'text/css', STYLE);
  serve('/assets/console.js', 'text/javascript', SCRIPT);
  serve('/assets/icon.svg', 'image/svg+xml', ICON);
  return app;
}

function versioned(path: string, content: string): string {
  return `${path}?v=${createHash('sha256').update(content).digest('hex').slice(0, 12)}`;
}

/** As much of Express as the peer uses; it brings no types of its own. */
declare module 'express' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  function express(): express.Router & {
    disable(setting: string): void;
    listen(port: number, host: string): void;
  };

  namespace express {
    type Request = IncomingMessage;
    type Handler = (request: Request, response: ServerResponse, next: (error?: unknown) => void) => void;

    class Router {
      use(handler: Handler): void;
      use(path: string, handler: Handler | Router): void;
    }
  }

  export = express;
}

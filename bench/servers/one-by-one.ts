import { WriteQueue } from '../../src/store/sqlite/write-queue.ts';

/** Loaded before the appliance: each write waits until the one before it is on disk, and so has a commit of its own. */
const { commit } = WriteQueue.prototype;
let last: Promise<unknown> = Promise.resolve();

WriteQueue.prototype.commit = function commitAlone(works, stopAfter) {
  const committed = last.then(() => commit.call(this, works, stopAfter));
  last = committed.then(({ synced }) => synced).catch(() => {});
  // The works are the caller's, and so are the outcomes.
  return committed as ReturnType<typeof commit<never>>;
};

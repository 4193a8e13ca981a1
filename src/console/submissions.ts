/** Does what a form asks for once, however often the form arrives. */
export interface Submissions {
  /**
   * @param form names the form as it was rendered
   * @param submit does it and tells where to go; when it throws, the form may be sent again
   */
  once(form: string, submit: () => Promise<string>): Promise<string>;
}

/** The most forms that are remembered; the oldest is forgotten first. */
const REMEMBERED = 1000;

export function createSubmissions(): Submissions {
  const known = new Map<string, Promise<string>>();
  return {
    async once(form, submit) {
      const earlier = known.get(form);
      if (earlier !== undefined) return await earlier;
      const place = submit();
      known.set(form, place);
      const [oldest] = known.keys();
      if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
      try {
        return await place;
      } catch (error) {
        known.delete(form);
        throw error;
      }
    },
  };
}

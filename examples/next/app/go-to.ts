/** Sends the browser to this page, after a form. */
export const goTo = (page: string): Response => new Response(null, { status: 303, headers: { location: page } });

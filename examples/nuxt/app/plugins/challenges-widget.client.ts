import "challenges-widget";

export default defineNuxtPlugin(() => {});

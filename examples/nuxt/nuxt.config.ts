export default defineNuxtConfig({
  compatibilityDate: "2026-11-01",
  // The element is none of Vue's components.
  vue: { compilerOptions: { isCustomElement: (tag) => tag === "challenges-widget" } },
  app: { head: { htmlAttrs: { lang: "en" }, link: [{ rel: "icon", href: "data:," }] } },
  hooks: {
    // Nuxt would let every page fetch the widget's WebAssembly and all languages in advance.
    "build:manifest": (manifest) => {
      for (const file of Object.values(manifest)) {
        if (/\.(wasm|json)$/.test(file.file)) file.prefetch = false;
      }
    },
  },
});

/* Renders the document of the server that this page came from. */
window.ui = SwaggerUIBundle({
  url: new URL("../openapi.json", document.currentScript.src).pathname, // wherever a proxy shows it
  dom_id: "#docs",
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  validatorUrl: null, // nothing is asked of anyone else
});

// A link that opens this page with what has been changed, wherever the page is: JupyterLab or Voilà.
// The address of the page is known to the browser alone, so the link is made here.

const PARAMETER = "state";

function address(state) {
  // Only origin and path: the rest may hold a token, which is nobody else's business.
  const query = state ? `?${PARAMETER}=${encodeURIComponent(state)}` : "";
  return location.origin + location.pathname + query;
}

function givenState() {
  // JupyterLab takes the query out of its address soon after; how the page was opened stays known.
  const [opened] = performance.getEntriesByType("navigation");
  return new URL(opened ? opened.name : location.href).searchParams.get(PARAMETER);
}

function render({ model, el }) {
  const link = document.createElement("a");
  const copy = document.createElement("button");
  const said = document.createElement("span");
  const words = model.get("words");
  link.textContent = words.link;
  link.target = "_blank";
  link.rel = "noopener";
  link.style.cssText = "color:var(--jp-content-link-color, #0072B2);text-decoration:underline;margin:0 8px 0 2px";
  copy.textContent = words.copy;
  copy.type = "button";
  copy.className = "jupyter-button lm-Widget";
  copy.style.width = "auto";
  said.setAttribute("role", "status");
  el.style.cssText = "display:flex;flex-wrap:wrap;gap:12px;align-items:center;margin:2px";
  el.append(link, copy, said);

  const refresh = () => {
    link.href = address(model.get("state"));
  };
  const changed = () => {
    refresh();
    said.textContent = "";
  };
  copy.addEventListener("click", async () => {
    refresh();
    try {
      await navigator.clipboard.writeText(link.href);
      said.textContent = words.copied;
    } catch {
      said.textContent = link.href; // the browser does not allow it: to be copied by hand
    }
  });
  // Where the pointer or the keyboard comes to the link, the page may have got another address.
  for (const event of ["pointerenter", "focus"]) link.addEventListener(event, refresh);
  model.on("change:state", changed);
  refresh();

  const given = givenState();
  if (given && !window.cxsimStateTaken) {
    window.cxsimStateTaken = true; // for the first panel of the page, once
    model.set("given", given);
    model.save_changes();
  }
  return () => model.off("change:state", changed);
}

export default { render };

package org.vosfs.demo;

import java.util.concurrent.Executor;

/** Which handler serves which path. */
final class Routes {
  private Routes() {}

  static Router of(Core core, Router router, Executor jobs) {
    String service = core.service();
    Documents documents = new Documents(core);
    Transfers transfers = new Transfers(core, jobs);
    router
        .at("/reg", documents::registry)
        .at("/ac", new Accounts(core))
        .at("/cred", new Accounts(core))
        .at(service + "/capabilities", documents::capabilities)
        .at(service + "/availability", documents::availability)
        .at(service + "/nodes", new NodesHandler(core))
        .at(service + "/synctrans", transfers::sync)
        .at(service + "/transfers", transfers.jobs())
        .at(service + "/xfer", transfers::details);
    if (core.profile() != Profile.SPEC) {
      RecursiveJobs recursive = new RecursiveJobs(core);
      router
          .at(
              service + "/async-delete",
              new JobList(core, "/async-delete", recursive::delete, jobs))
          .at(
              service + "/async-setprops",
              new JobList(core, "/async-setprops", recursive::setProperties, jobs))
          .at(service + "/pkg", transfers.packages());
    }
    if (core.profile() == Profile.SPEC) {
      SpecLists lists = new SpecLists();
      router
          .at(service + "/views", lists::views)
          .at(service + "/properties", lists::properties)
          .at(service + "/protocols", lists::protocols);
    }
    ObjectStore objects = core.objects();
    CavernFiles cavern = core.cavern();
    if (cavern != null) {
      router.at(service + "/files", new CavernFilesHandler(core, cavern));
    }
    if (objects != null) {
      if (core.profile() == Profile.VAULT) {
        router.at(service + "/files", new VaultFilesHandler(core, objects));
      }
      for (String site : core.settings().behaviour().sites()) {
        router.at("/" + site, new StorageSite(core, objects, site));
      }
    }
    return router;
  }
}

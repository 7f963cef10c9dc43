"""The portal: a request enters, one verb is called, a page or a document leaves. Nothing here is fetched from another host."""

"""Addresses of products, permits, channels and support."""

from django.urls import path

from groups.market.views import channels, etalase, products, support

urlpatterns = [
    path("produk/", products.ProductList.as_view(), name="product-list"),
    path("produk/izin/", products.PermitList.as_view(), name="permit-list"),
    path("produk/saluran/", channels.ChannelList.as_view(), name="channel-list"),
    path("produk/dukungan/", support.SupportList.as_view(), name="support-list"),
    path("produk/dukungan/kelurahan/", support.SupportRegions.as_view(), name="support-regions"),
    path("kelompok/<int:pk>/produk/", products.GroupMarket.as_view(), name="group-market"),
    path("kelompok/<int:pk>/produk/baru/", products.ProductCreate.as_view(), name="product-create"),
    path("kelompok/<int:pk>/izin/baru/", products.PermitCreate.as_view(), name="permit-create"),
    path("kelompok/<int:pk>/saluran/baru/", channels.ChannelCreate.as_view(), name="channel-create"),
    path("kelompok/<int:pk>/dukungan/baru/", support.SupportCreate.as_view(), name="support-create"),
    path("produk/<int:pk>/", products.ProductDetail.as_view(), name="product-detail"),
    path("produk/<int:pk>/ubah/", products.ProductUpdate.as_view(), name="product-update"),
    path("produk/<int:pk>/berhenti/", products.ProductClose.as_view(), name="product-close"),
    path("produk/<int:pk>/riwayat/", products.ProductHistory.as_view(), name="product-history"),
    path("produk/<int:pk>/etalase/", etalase.ProductPublish.as_view(), name="product-publish"),
    path("produk/<int:pk>/etalase/tarik/", etalase.ProductWithdraw.as_view(), name="product-withdraw"),
    path("produk/<int:pk>/stiker/", etalase.ProductSticker.as_view(), name="product-sticker"),
    path("etalase/", etalase.Etalase.as_view(), name="etalase"),
    path("etalase/<int:pk>/", etalase.EtalaseProduct.as_view(), name="etalase-product"),
    path("etalase/<int:pk>/gambar.png", etalase.etalase_card, name="etalase-card"),
    path("etalase/foto/<int:pk>/", etalase.etalase_photo, name="etalase-photo"),
    path("sitemap.xml", etalase.sitemap, name="sitemap"),
    path("robots.txt", etalase.robots, name="robots"),
    path("produk/<int:pk>/foto/", products.PhotoCreate.as_view(), name="photo-create"),
    path("produk/foto/<int:pk>/", products.PhotoShow.as_view(), name="product-photo"),
    path("produk/foto/<int:pk>/hapus/", products.PhotoRemove.as_view(), name="photo-remove"),
    path("produk/izin/<int:pk>/ubah/", products.PermitUpdate.as_view(), name="permit-update"),
    path("produk/izin/<int:pk>/berhenti/", products.PermitClose.as_view(), name="permit-close"),
    path("produk/izin/<int:pk>/berkas/", products.PermitFile.as_view(), name="permit-file"),
    path("produk/saluran/<int:pk>/", channels.ChannelDetail.as_view(), name="channel-detail"),
    path("produk/saluran/<int:pk>/ubah/", channels.ChannelUpdate.as_view(), name="channel-update"),
    path("produk/saluran/<int:pk>/berhenti/", channels.ChannelClose.as_view(), name="channel-close"),
    path("produk/saluran/<int:pk>/penjualan/", channels.SalesRecord.as_view(), name="channel-sales"),
    path("produk/dukungan/<int:pk>/", support.SupportDetail.as_view(), name="support-detail"),
    *(
        path(f"produk/dukungan/<int:pk>/{step}/", support.SupportMove.as_view(name=name), name=name)
        for step, name in (
            ("usulkan", "support-propose"),
            ("tangani", "support-take-up"),
            ("selesaikan", "support-finish"),
            ("tolak", "support-refuse"),
            ("tarik", "support-withdraw"),
        )
    ),
]

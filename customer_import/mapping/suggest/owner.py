"""The other half of the table of words: whose a column is, and what says nothing of the field."""

from collections.abc import Mapping

from customer_import.mapping.suggest.meanings import About, Aside, Meaning

WHOSE: Mapping[Meaning, Mapping[str, str]] = {
    About.CUSTOMER: {
        "en": "customer, customers, client, clients, cust, buyer, debtor",
        "de": "kunde, kunden, kd, debitor, debitoren, käufer, auftraggeber",
        "fr": "client, clients, cliente, acheteur",
        "es": "cliente, clientes, comprador",
        "pt": "cliente, clientes, comprador",
        "nl": "klant, klanten, klants, debiteur, debiteuren, relatie, relaties",
        "it": "cliente, clienti, acquirente",
    },
    About.ACCOUNT: {
        "en": "account, accounts, acct, partner, business partner",
        "de": "konto, geschäftspartner, partner",
        "fr": "compte",
        "es": "cuenta",
        "pt": "conta",
        "nl": "rekening",
        "it": "conto",
    },
    About.RECORD: {
        "en": "record, member, user, external, internal, unique",
        "de": "datensatz, mitglied, mitglieds, externe, interne, eindeutige",
        "fr": "enregistrement, membre, externe, interne, unique",
        "es": "registro, socio, externo, interno, único",
        "pt": "registro, registo, sócio, externo, interno, único",
        "nl": "record, lid, externe, interne, uniek",
        "it": "record, socio, esterno, interno, univoco",
    },
    About.CONTACT: {
        "en": "contact, contacts, contact person, primary contact, main contact",
        "de": "ansprechpartner, ansprechperson, kontakt, kontaktperson",
        "fr": "contact, interlocuteur, personne de contact",
        "es": "contacto, persona de contacto",
        "pt": "contato, contacto, pessoa de contato, pessoa de contacto",
        "nl": "contact, contactpersoon, contactpersonen",
        "it": "contatto, referente, persona di contatto",
    },
    About.BILLING: {
        "en": "billing, bill, bill to, billed to, invoice, invoicing",
        "de": "rechnung, rechnungs, rechnungsempfänger, faktura",
        "fr": "facturation, facture, facturé à, de facturation",
        "es": "facturación, factura, fiscal",
        "pt": "faturamento, faturação, facturação, fatura, cobrança",
        "nl": "factuur, facturatie, facturering",
        "it": "fatturazione, fattura, fatturaz",
    },
    About.SHIPPING: {
        "en": "shipping, ship, ship to, shipped to, delivery, deliver to, shipment",
        "de": "liefer, lieferung, lieferungs, versand, empfänger",
        "fr": "livraison, expédition, envoi",
        "es": "envío, entrega, expedición",
        "pt": "entrega, envio, remessa",
        "nl": "levering, leverings, lever, aflever, bezorg, verzend, verzending",
        "it": "consegna, spedizione, destinazione",
    },
    About.POSTAL: {
        "en": "mailing, postal, correspondence, po",
        "de": "post, postalische, korrespondenz",
        "fr": "postale, correspondance",
        "es": "correspondencia, postales",
        "pt": "correspondência",
        "nl": "post, correspondentie",
        "it": "postale, corrispondenza",
    },
    About.SERVICE: {
        "en": "service, site address, job site, installation",
        "de": "einsatz, einsatzort, leistungsort",
        "fr": "intervention, chantier",
        "es": "servicio, instalación",
        "pt": "serviço, instalação",
        "nl": "werkadres, installatie",
        "it": "servizio, installazione",
    },
    About.HOME: {
        "en": "home, private, personal, residential",
        "de": "privat, priv, private, privater, persönlich, persönliche",
        "fr": "domicile, privé, personnel, perso",
        "es": "casa, particular, personal, residencia",
        "pt": "casa, particular, pessoal, residencial",
        "nl": "thuis, privé",
        "it": "casa, privato, personale, abitazione, residenza",
    },
    About.WORK: {
        "en": "work, office, job, corporate",
        "de": "geschäft, geschäfts, geschäftlich, geschäftl, gesch, dienstlich, dienstl, dienst, "
        "büro, arbeit, zentrale",
        "fr": "travail, bureau, professionnel, pro",
        "es": "trabajo, oficina, laboral, profesional",
        "pt": "trabalho, escritório, comercial, profissional",
        "nl": "werk, zakelijk, zakelijke, kantoor",
        "it": "lavoro, ufficio, aziendale, professionale",
    },
    About.SECOND: {
        "en": "alt, alternate, alternative, other, secondary, second, additional, backup",
        "de": "weitere, weiterer, zweite, zweiter, zweites, alternative, sonstige, abweichende",
        "fr": "autre, secondaire, second, deuxième",
        "es": "otro, otra, segundo, segunda, secundario, secundaria, alternativo, alternativa",
        "pt": "outro, outra, segundo, segunda, secundário, secundária, alternativo",
        "nl": "andere, tweede, overige, alternatief",
        "it": "altro, altra, secondo, secondario, secondaria, alternativo, alternativa",
    },
    Aside.FILLER: {
        "en": "the, of, and, or, for, to, main, primary, default, current, value, person, line, "
        "iso, full, sa, c, physical, visiting, "
        "registered, preferred",
        "de": "der, die, das, des, und, oder, für, an, haupt, zeile, adressatentyp, natürl, "
        "natürliche, natürlicher, von, vom, bevorzugte",
        "fr": "le, la, les, l, du, de, d, et, ou, à, au, principal, principale, ligne, complète, "
        "préféré",
        "es": "el, los, las, del, y, o, principal, línea, completa, preferido",
        "pt": "do, da, dos, das, e, em, linha, principal",
        "nl": "het, van, voor, en, of, hoofd, regel, bezoek, vestigings, voorkeurs",
        "it": "il, lo, gli, di, della, dello, dei, per, principale, riga, preferito",
    },
    Aside.UNRELATED: {
        "en": "owner, rep, agent, manager, assigned, created, modified, updated, by, type, status, "
        "opt, consent, marketing, newsletter, count, total, image, photo, avatar, logo, linkedin, "
        "facebook, twitter, instagram, skype, password, verified, bounce, language, currency, "
        "group, store, shop, order, orders, card, session, master, parent, support, sales, vat, "
        "tax, bank, iban, bic, swift, date, birth, spouse, emergency, supplier, vendor, product, "
        "contract, sector, custom, price, user name, username, ip, extension, ext, title, rating, "
        "verification, domain, secret, payment, check, cheque, amount, transaction, donation, "
        "employees, balance, limit, discount, terms, token, login, campaign, source, referral, "
        "mac, meta",
        "de": "typ, gruppe, steuer, ust, idnr, bankleitzahl, konditionen, betreuer, vertreter, "
        "vertrag, geburt, lieferant, lieferanten, währung, anrede, titel, kategorie",
        "fr": "statut, groupe, tva, siret, siren, naissance, fournisseur, contrat, devise, banque",
        "es": "tipo, grupo, nif, cif, iva, nacimiento, proveedor, contrato, banco, vendedor",
        "pt": "cnpj, cpf, nascimento, fornecedor, inscrição, estadual, municipal, vendedor",
        "nl": "groep, btw, kvk, geboorte, leverancier, soort, taal, valuta, bankrekening",
        "it": "gruppo, partita, piva, fiscale, nascita, fornitore, contratto, banca, sdi, pec",
    },
}
